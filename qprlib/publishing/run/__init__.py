"""From page notebooks to chapters: processes of their own, staging, and the record of what was made."""
