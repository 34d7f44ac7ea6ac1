def greet(name):
    """Says hello to somebody."""
    


greet("Ada")
