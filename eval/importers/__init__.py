"""Public question sets, brought into the form of a corpus folder and its questions."""
