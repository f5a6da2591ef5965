//! BLAKE2 (RFC 7693) in both word sizes.

/// Word-size independent parameters of a hash.
#[derive(Debug, Clone)]
pub struct Parameters {
    pub digest_size: usize,
    pub key: Vec<u8>,
    pub salt: Vec<u8>,
    pub person: Vec<u8>,
    pub fanout: u8,
    pub depth: u8,
    pub leaf_size: u32,
    pub node_offset: u64,
    pub node_depth: u8,
    pub inner_size: u8,
    pub last_node: bool,
}

const SIGMA: [[usize; 16]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
    [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
    [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
    [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
    [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
    [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
    [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
    [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
    [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];

const MIXED: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 5, 10, 15],
    [1, 6, 11, 12],
    [2, 7, 8, 13],
    [3, 4, 9, 14],
];

macro_rules! blake2 {
    ($name:ident, $word:ty, $double:ty, $rounds:literal, $rotations:expr, $iv:expr, $block:literal, $parameters:path) => {
        /// The state of a hash.
        #[derive(Clone)]
        pub struct $name {
            state: [$word; 8],
            buffer: Vec<u8>,
            count: $double,
            last_node: bool,
            digest_size: usize,
        }

        impl $name {
            const BLOCK: usize = $block;
            const IV: [$word; 8] = $iv;

            pub fn new(parameters: &Parameters) -> $name {
                let mut state = Self::IV;
                let words = $parameters(parameters);
                let width = size_of::<$word>();
                for (slot, word) in state.iter_mut().zip(words.chunks_exact(width)) {
                    let word = word.try_into().map_or(0, <$word>::from_le_bytes);
                    *slot ^= word;
                }
                let mut hash = $name {
                    state,
                    buffer: Vec::new(),
                    count: 0,
                    last_node: parameters.last_node,
                    digest_size: parameters.digest_size,
                };
                if !parameters.key.is_empty() {
                    let mut block = parameters.key.clone();
                    block.resize(Self::BLOCK, 0);
                    hash.update(&block);
                }
                hash
            }

            pub fn update(&mut self, data: &[u8]) {
                self.buffer.extend_from_slice(data);
                // The last block is compressed at the end, marked as such.
                while self.buffer.len() > Self::BLOCK {
                    let rest = self.buffer.split_off(Self::BLOCK);
                    let block = std::mem::replace(&mut self.buffer, rest);
                    self.count += Self::BLOCK as $double;
                    self.compress(&block, false);
                }
            }

            pub fn finish(mut self) -> Vec<u8> {
                let mut block = std::mem::take(&mut self.buffer);
                self.count += block.len() as $double;
                block.resize(Self::BLOCK, 0);
                self.compress(&block, true);
                let mut out: Vec<u8> = self
                    .state
                    .iter()
                    .flat_map(|word| word.to_le_bytes())
                    .collect();
                out.truncate(self.digest_size);
                out
            }

            fn compress(&mut self, block: &[u8], last: bool) {
                let width = size_of::<$word>();
                let message: Vec<$word> = block
                    .chunks_exact(width)
                    .map(|word| word.try_into().map_or(0, <$word>::from_le_bytes))
                    .collect();
                let mut v = [0; 16];
                v[..8].copy_from_slice(&self.state);
                v[8..].copy_from_slice(&Self::IV);
                v[12] ^= self.count as $word;
                v[13] ^= (self.count >> (width * 8)) as $word;
                if last {
                    v[14] = !v[14];
                    if self.last_node {
                        v[15] = !v[15];
                    }
                }
                const R: [u32; 4] = $rotations;
                for round in 0..$rounds {
                    let order = &SIGMA[round % 10];
                    for (index, [a, b, c, d]) in MIXED.into_iter().enumerate() {
                        let (x, y) = (message[order[2 * index]], message[order[2 * index + 1]]);
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(x);
                        v[d] = (v[d] ^ v[a]).rotate_right(R[0]);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(R[1]);
                        v[a] = v[a].wrapping_add(v[b]).wrapping_add(y);
                        v[d] = (v[d] ^ v[a]).rotate_right(R[2]);
                        v[c] = v[c].wrapping_add(v[d]);
                        v[b] = (v[b] ^ v[c]).rotate_right(R[3]);
                    }
                }
                for index in 0..8 {
                    self.state[index] ^= v[index] ^ v[index + 8];
                }
            }
        }
    };
}

fn padded(data: &[u8], len: usize) -> Vec<u8> {
    let mut data = data.to_vec();
    data.resize(len, 0);
    data
}

fn parameters_b(p: &Parameters) -> Vec<u8> {
    let mut block = vec![p.digest_size as u8, p.key.len() as u8, p.fanout, p.depth];
    block.extend_from_slice(&p.leaf_size.to_le_bytes());
    block.extend_from_slice(&p.node_offset.to_le_bytes());
    block.extend_from_slice(&[p.node_depth, p.inner_size]);
    block.extend_from_slice(&[0; 14]);
    block.extend(padded(&p.salt, 16));
    block.extend(padded(&p.person, 16));
    block
}

fn parameters_s(p: &Parameters) -> Vec<u8> {
    let mut block = vec![p.digest_size as u8, p.key.len() as u8, p.fanout, p.depth];
    block.extend_from_slice(&p.leaf_size.to_le_bytes());
    block.extend_from_slice(&p.node_offset.to_le_bytes()[..6]);
    block.extend_from_slice(&[p.node_depth, p.inner_size]);
    block.extend(padded(&p.salt, 8));
    block.extend(padded(&p.person, 8));
    block
}

blake2!(
    Blake2b,
    u64,
    u128,
    12,
    [32, 24, 16, 63],
    [
        0x6a09e667f3bcc908,
        0xbb67ae8584caa73b,
        0x3c6ef372fe94f82b,
        0xa54ff53a5f1d36f1,
        0x510e527fade682d1,
        0x9b05688c2b3e6c1f,
        0x1f83d9abfb41bd6b,
        0x5be0cd19137e2179,
    ],
    128,
    parameters_b
);

blake2!(
    Blake2s,
    u32,
    u64,
    10,
    [16, 12, 8, 7],
    [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
        0x5be0cd19,
    ],
    64,
    parameters_s
);
