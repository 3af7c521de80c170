extern int nothing_else; int nothing_else;
