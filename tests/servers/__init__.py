"""The real parts the tests run against: PostgreSQL, a broker, an SMTP server, a browser, the register itself."""
