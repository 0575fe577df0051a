"""The rows that a query looks at beside its conditions: those that are lacking, told twice, or a total."""
