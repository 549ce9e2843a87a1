"""One module a noun; handlers only translate between HTTP and the pipeline."""
