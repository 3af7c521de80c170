/* No unit includes it. */
static inline int unread(void) { return static_call( in_a_file_not_read )(1); }
