"""Running the register: its frontend files, its broker and the processes it consists of."""
