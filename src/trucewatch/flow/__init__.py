"""What is missing, run it, write it: alone joins the stages to the store."""
