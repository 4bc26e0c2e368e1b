//! Random numbers that are the same everywhere: SplitMix64, and a popularity that needs no more than square roots.

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }

    /// The smaller of two: low numbers are likelier.
    pub fn low(&mut self, end: usize) -> usize {
        self.below(end).min(self.below(end))
    }

    /// At least 0 and below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Distinct members, in random order.
    pub fn sample<'a, T>(&mut self, from: &'a [T], count: usize) -> Vec<&'a T> {
        let mut all: Vec<&T> = from.iter().collect();
        self.shuffle(&mut all);
        all.truncate(count);
        all
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            all.swap(end, self.below(end + 1));
        }
    }

    /// That many hexadecimal digits.
    pub fn hex(&mut self, digits: usize) -> String {
        (0..digits).map(|_| char::from_digit(self.below(16) as u32, 16).expect("a digit")).collect()
    }
}

/// Chooses indexes, each as often as its weight says.
pub struct Weighted {
    sums: Vec<f64>,
}

impl Weighted {
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let sums = weights.into_iter().scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { sums: sums.collect() }
    }

    /// Zipf's law: the nth is as popular as `exponent(n)` is small.
    pub fn zipf(count: usize, exponent: fn(f64) -> f64) -> Self {
        Self::new((1..=count).map(|nth| 1.0 / exponent(nth as f64)))
    }

    pub fn draw(&self, random: &mut Random) -> usize {
        let at = random.unit() * self.sums.last().expect("weights");
        self.sums.partition_point(|&sum| sum <= at)
    }
}
