BEGIN TRANSACTION;
CREATE TABLE events (
            run TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
            number INTEGER NOT NULL,
            at REAL NOT NULL,
            json TEXT NOT NULL,
            PRIMARY KEY (run, number)
        ) STRICT, WITHOUT ROWID
        ;
INSERT INTO "events" VALUES('01KSAMPLE0000000000000001',1,0.5,'{"event":"noted","text":"checking","at":0.5}');
CREATE TABLE runs (
            id TEXT PRIMARY KEY,
            question TEXT NOT NULL,
            library TEXT NOT NULL,
            paths TEXT NOT NULL,
            settings TEXT NOT NULL,
            started REAL NOT NULL,
            process TEXT NOT NULL,
            status TEXT,
            answer TEXT NOT NULL DEFAULT '',
            seconds REAL,
            reply TEXT
        , after TEXT NOT NULL DEFAULT '') STRICT
        ;
INSERT INTO "runs" VALUES('01KSAMPLE0000000000000001','Which user has the most ERROR lines?','logs','["app.log"]','{}',1767225600.0,'1:0.0','answered','user17, 256',9.8,'{"run":"01KSAMPLE0000000000000001","question":"Which user has the most ERROR lines?","status":"answered","answer":"user17, 256","value":["user17",256]}','');
INSERT INTO "runs" VALUES('01KSAMPLE0000000000000002','And in May?','logs','[]','{}',1767225700.0,'1:0.0',NULL,'',NULL,NULL,'');
COMMIT;
PRAGMA user_version = 2;
