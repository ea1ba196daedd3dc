"""The ways of hearing and marking, behind one port."""
