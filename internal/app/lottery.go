package app

// lotteryKey names the key that seals the seeds of lotteries until they are drawn with.
const lotteryKey = "seeds of lotteries"
