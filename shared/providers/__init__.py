"""AI providers behind one contract; see ADDING_A_PROVIDER.md."""
