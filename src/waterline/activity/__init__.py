"""What git says was shipped. Reads repositories, never writes into them."""
