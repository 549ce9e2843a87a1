"""What stands between the network and the routes, one middleware a file."""
