"""What offices do to forms: for the demo, the rehearsal, and the tests."""
