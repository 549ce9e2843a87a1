"""What a person sees in a terminal: rendering, input and errors of the command line."""
