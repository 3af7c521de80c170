func static_call_cond(_ n: Int) {}  // expect-error: sc-swift-name
fileprivate func static_call(_ n: Int) {}
func of_this_file() { static_call_cond(1) }
