"""How do reports get on to paper? PDF files made here, without a browser and without a network."""
