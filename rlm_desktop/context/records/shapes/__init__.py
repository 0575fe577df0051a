"""What every form of records is made of: where records begin, what their fields and columns are called."""
