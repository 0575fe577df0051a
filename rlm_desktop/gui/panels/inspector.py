"""The right column: where what was clicked is shown as it stands."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabWidget

from rlm_desktop.gui.answers.coverage_map import CoverageMap
from rlm_desktop.gui.answers.evidence_list import EvidenceList
from rlm_desktop.gui.beneath.jobs import Jobs
from rlm_desktop.gui.documents.document_pane import DocumentPane
from rlm_desktop.gui.panels.profile_pane import ProfilePane
from rlm_desktop.gui.panels.trajectory import Trajectory
from rlm_desktop.gui.saying.language import tr
from rlm_desktop.gui.style.buttons import icon_button


class Inspector(QTabWidget):
    """Steps, coverage and evidence of the run in hand; a document, and the profile of what was chosen."""

    close_wanted = Signal()

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self.setObjectName("inspector")
        self.setAccessibleName(tr("Inspector"))
        self.setDocumentMode(True)
        self.tabBar().setAccessibleName(tr("Inspector pages"))
        self.tabBar().setExpanding(False)
        self.tabBar().setDrawBase(False)
        # In a narrow window the inspector stands alone, and this is the way back.
        self._close = icon_button("close", tr("Close the inspector (Ctrl+I)"), self.close_wanted.emit)
        self.setCornerWidget(self._close, Qt.Corner.TopRightCorner)
        self.trajectory = Trajectory(jobs)
        self.coverage = CoverageMap()
        self.evidence = EvidenceList()
        self.document = DocumentPane(jobs)
        self.profile = ProfilePane()
        for page, title in (
            (self.trajectory, tr("Steps")),
            (self.coverage, tr("Coverage")),
            (self.evidence, tr("Evidence")),
            (self.document, tr("Document")),
            (self.profile, tr("Profile")),
        ):
            page.setAccessibleName(title)
            self.addTab(page, title)

    def stand_alone(self, alone: bool) -> None:
        """Beside a conversation there is another way to fold it away, and the room is for its pages."""
        self._close.setVisible(alone)
