/* Code that ends up in functions of other files. */
void three(int);

static inline __attribute__((always_inline)) void from_header(int n)
{
	three(n + 1); /* expect-call: three */
}
