//! SipHash-1-3, which CPython hashes strings, bytes and source files with.

/// The keyed hash of `data`.
pub fn siphash13(k0: u64, k1: u64, data: &[u8]) -> u64 {
    let mut state = [
        k0 ^ 0x736f_6d65_7073_6575,
        k1 ^ 0x646f_7261_6e64_6f6d,
        k0 ^ 0x6c79_6765_6e65_7261,
        k1 ^ 0x7465_6462_7974_6573,
    ];
    let (words, rest) = data.as_chunks::<8>();
    for word in words {
        absorb(&mut state, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = data.len() as u8;
    absorb(&mut state, u64::from_le_bytes(last));
    state[2] ^= 0xFF;
    for _ in 0..3 {
        round(&mut state);
    }
    state[0] ^ state[1] ^ state[2] ^ state[3]
}

fn absorb(state: &mut [u64; 4], word: u64) {
    state[3] ^= word;
    round(state);
    state[0] ^= word;
}

fn round([v0, v1, v2, v3]: &mut [u64; 4]) {
    *v0 = v0.wrapping_add(*v1);
    *v1 = v1.rotate_left(13) ^ *v0;
    *v0 = v0.rotate_left(32);
    *v2 = v2.wrapping_add(*v3);
    *v3 = v3.rotate_left(16) ^ *v2;
    *v0 = v0.wrapping_add(*v3);
    *v3 = v3.rotate_left(21) ^ *v0;
    *v2 = v2.wrapping_add(*v1);
    *v1 = v1.rotate_left(17) ^ *v2;
    *v2 = v2.rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hash(b'...')` of CPython 3.14 under `PYTHONHASHSEED=0`.
    #[test]
    fn hashes_of_bytes() {
        let hash = |data: &[u8]| siphash13(0, 0, data) as i64;
        assert_eq!(hash(&[97]), 4644417185603328019);
        assert_eq!(hash(&[97, 98, 99, 100, 101, 102, 103]), 7904145750247929094);
        assert_eq!(
            hash(&[97, 98, 99, 100, 101, 102, 103, 104]),
            4574395652268504554
        );
        assert_eq!(
            hash(&[97, 98, 99, 100, 101, 102, 103, 104, 105]),
            -532774252720507163
        );
        assert_eq!(hash(&[b'x'; 100]), 1359644457043326220);
    }
}
