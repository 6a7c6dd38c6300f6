"""What is served on the sockets: SOAP for contractors, and the control API for whoever runs us."""
