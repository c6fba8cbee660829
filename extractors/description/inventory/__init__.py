"""An inventory as a table: CSV, TSV or .xlsx, with Russian or English headings."""
