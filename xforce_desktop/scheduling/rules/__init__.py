"""The rules behind the transition table, by what they are about. All are pure."""
