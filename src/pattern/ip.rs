//! IP addresses and CIDR blocks in strings.
//!
//! An address is what event-ruler takes for one: four groups of decimal digits with points between (leading zeros allowed,
//! never octal), or hex digits and colons that make an IPv6 address. An IPv4-mapped IPv6 address is the IPv4 address. No
//! name is ever looked up.
//!
//! Source: event-ruler `CIDR.java` and `Constants.java`. Its accident that `::/0` covers IPv4 is not copied.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::pattern::problem::Problem;

/// Java takes nothing longer for an IPv4 address, whatever the zeros.
const MAX_V4_LEN: usize = 15;

/// The address that `text` spells, if it spells one.
pub(crate) fn parse_address(text: &str) -> Option<IpAddr> {
    if is_v6_like(text) {
        return parse_v6(text);
    }
    if text.len() > MAX_V4_LEN {
        return None;
    }
    let mut groups = text.split('.');
    let mut octets = [0; 4];
    for octet in &mut octets {
        *octet = parse_octet(groups.next()?)?;
    }
    groups.next().is_none().then_some(IpAddr::V4(Ipv4Addr::from(octets)))
}

/// Reads groups of hex digits; Java takes any number of zeros before the digits of a group.
fn parse_v6(text: &str) -> Option<IpAddr> {
    const MAX_GROUP: usize = 4;
    /// Eight groups and one of the two empty ones that a leading or trailing `::` makes.
    const MAX_GROUPS: usize = 9;

    let mut short = [0; MAX_GROUPS * (MAX_GROUP + 1)];
    let mut len = 0;
    for (i, group) in text.split(':').enumerate() {
        let (zeros, digits) = group.split_at(group.len().saturating_sub(MAX_GROUP));
        if !zeros.bytes().all(|byte| byte == b'0') {
            return None;
        }
        for byte in (i > 0).then_some(b':').into_iter().chain(digits.bytes()) {
            *short.get_mut(len)? = byte;
            len += 1;
        }
    }
    let short = std::str::from_utf8(short.get(..len)?).ok()?;
    short.parse::<Ipv6Addr>().ok().map(|address| IpAddr::V6(address).to_canonical())
}

/// The canonical spelling of `address`, in characters that [`parse_address`] takes: no IPv4 tail in an IPv6 address.
pub(crate) fn spell(address: IpAddr) -> String {
    match address {
        IpAddr::V6(v6) if v6.to_ipv4().is_some() => v6.segments().map(|segment| format!("{segment:x}")).join(":"),
        _ => address.to_string(),
    }
}

fn parse_octet(digits: &str) -> Option<u8> {
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = digits.trim_start_matches('0');
    all_digits.then(|| if value.is_empty() { Some(0) } else { value.parse().ok() }).flatten()
}

fn is_v6_like(text: &str) -> bool {
    text.contains(':') && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
}

fn is_v4_like(text: &str) -> bool {
    let mut groups = 0;
    let all_digits = text.split('.').all(|group| {
        groups += 1;
        !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit())
    });
    all_digits && groups == 4
}

/// A block of addresses, host bits cleared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Cidr {
    network: IpAddr,
    mask: u32,
}

impl Cidr {
    /// Parses `address/bits`. An error carries the range of `text` it is about.
    pub(crate) fn parse(text: &str) -> Result<Self, (Problem, std::ops::Range<usize>)> {
        // Java's `split` drops empty strings at the end, so event-ruler tolerates slashes there.
        let trimmed = text.trim_end_matches('/');
        let (address, mask) = match trimmed.split_once('/') {
            Some((address, mask)) if !mask.contains('/') => (address, mask),
            _ => return Err((Problem::CidrFormat, 0..text.len())),
        };
        let mask_range = address.len() + 1..trimmed.len();
        let bits = match mask.parse::<i32>() {
            Ok(bits) => u32::try_from(bits).map_err(|_| (Problem::CidrMaskNegative, mask_range.clone()))?,
            Err(_) => return Err((Problem::CidrMaskNotInteger { mask: mask.to_owned() }, mask_range)),
        };
        let Some(ip) = parse_address(address) else {
            let nonstandard = !is_v4_like(address) && !is_v6_like(address);
            return Err((Problem::IpAddress { address: address.to_owned(), nonstandard }, 0..address.len()));
        };
        let (family, width) = match ip {
            IpAddr::V4(_) => ("IPv4", u32::BITS),
            IpAddr::V6(_) => ("IPv6", u128::BITS),
        };
        if bits >= width {
            return Err((Problem::CidrMaskTooLong { family, bits: width }, mask_range));
        }
        Ok(Self { network: masked(ip, bits), mask: bits })
    }

    /// The first and the last address of the block.
    pub(crate) fn ends(&self) -> (IpAddr, IpAddr) {
        let host_bits = |width: u32| u128::MAX.checked_shr(u128::BITS - width + self.mask).unwrap_or(0);
        let last = match self.network {
            // 32 bits of an address and 32 bits of hosts.
            IpAddr::V4(v4) => IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() | host_bits(u32::BITS) as u32)),
            IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() | host_bits(u128::BITS))),
        };
        (self.network, last)
    }

    pub(crate) fn contains(&self, address: IpAddr) -> bool {
        address.is_ipv4() == self.network.is_ipv4() && masked(address, self.mask) == self.network
    }
}

/// `address` with all but its first `bits` bits cleared.
fn masked(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(u32::BITS.saturating_sub(bits)).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(v4.to_bits() & mask))
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(u128::BITS.saturating_sub(bits)).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", spell(self.network), self.mask)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address() {
        for (text, address) in [
            ("10.0.0.1", Some("10.0.0.1")),
            ("010.0.0.1", Some("10.0.0.1")),
            ("00000010.0.0.1", Some("10.0.0.1")),
            ("::ffff:a00:1", Some("10.0.0.1")),
            ("2001:0DB8:0:0:0:0:0:1", Some("2001:db8::1")),
            ("::", Some("::")),
            ("00002001:00db8::000000", Some("2001:db8::")),
            ("12001::", None),
            ("0000000010.0.0.1", None),
            ("0.0.0.0", Some("0.0.0.0")),
            ("::a00:1", Some("::10.0.0.1")),
            ("256.0.0.1", None),
            ("1.2.3", None),
            ("1.2.3.4.5", None),
            ("1.2.3.4 ", None),
            ("+1.2.3.4", None),
            ("::ffff:10.0.0.1", None),
            ("fe80::1%eth0", None),
            (":", None),
            ("1:2:3:4:5:6:7:8:9", None),
            ("٣.0.0.1", None),
        ] {
            let address = address.map(|address| address.parse().unwrap());
            assert_eq!(parse_address(text), address, "{text}");
            assert_eq!(address.and_then(|address| parse_address(&spell(address))), address, "{text}");
        }
    }

    #[test]
    fn blocks_hold_their_addresses() {
        for (block, inside, outside) in [
            ("10.1.2.3/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
            ("10.0.0.4/31", ["10.0.0.4", "10.0.0.5"], ["10.0.0.3", "10.0.0.6"]),
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255"], ["::1", "::"]),
            ("::/0", ["::1", "ffff::"], ["1.2.3.4", "::ffff:1.2.3.4"]),
            ("2001:db8::/127", ["2001:db8::", "2001:db8::1"], ["2001:db8::2", "2001:db7::"]),
            ("::ffff:a00:0/8", ["10.1.1.1", "10.0.0.0"], ["::a00:0", "11.0.0.0"]),
        ] {
            let cidr = Cidr::parse(block).unwrap();
            let canonical = |text: &str| text.parse::<IpAddr>().unwrap().to_canonical();
            assert!(inside.iter().all(|text| cidr.contains(canonical(text))), "{block}");
            assert!(!outside.iter().any(|text| cidr.contains(canonical(text))), "{block}");
            assert_eq!(Cidr::parse(&cidr.to_string()).unwrap(), cidr);
        }
    }
}
