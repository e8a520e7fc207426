"""Takes a secret out of the commits of a repository, and keeps everything else of them."""
