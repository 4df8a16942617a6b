"""What providers call back."""
