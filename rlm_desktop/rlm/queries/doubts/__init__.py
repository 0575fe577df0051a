"""What a query does not tell of its question: the reasons for which an answer is marked as partial."""
