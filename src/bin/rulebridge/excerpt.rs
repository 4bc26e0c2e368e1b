//! A line of a file with carets under what a message is about, for texts that the library has seen only a part of.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::report::{PLAIN, RED};

/// Characters shown before, under and after the carets.
const BEFORE: usize = 80;
const MARKED: usize = 70;
const AFTER: usize = 44;

/// The line of `text` in which `range` starts, under the number `line`, with carets under `range`.
pub(crate) fn draw(text: &str, range: &Range<usize>, line: usize) -> String {
    let (before, rest) = text.split_at_checked(range.start).unwrap_or((text, ""));
    let (marked, after) = rest.split_at_checked(range.len()).unwrap_or((rest, ""));
    let before: String = up_to_line_end(before.chars().rev(), BEFORE).chars().rev().collect();
    let ends_here = marked.contains('\n') || marked.chars().nth(MARKED).is_some();
    let marked = up_to_line_end(marked.chars(), MARKED);
    let after = if ends_here { String::new() } else { up_to_line_end(after.chars(), AFTER) };

    let gutter = " ".repeat(line.to_string().len());
    let indent = " ".repeat(before.width());
    let carets = "^".repeat(marked.width().max(1));
    format!("{gutter} |\n{line} | {before}{marked}{after}\n{gutter} | {indent}{RED}{carets}{PLAIN}")
}

/// What comes before the end of the line, or an ellipsis after `most` characters. Nothing in it moves the cursor.
fn up_to_line_end(chars: impl Iterator<Item = char>, most: usize) -> String {
    let shown = |(index, c): (usize, char)| match c {
        _ if index == most => '…',
        '\t' => ' ',
        c if c.is_control() => '?',
        c => c,
    };
    chars.take_while(|&c| c != '\n' && c != '\r').take(most + 1).enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, range: Range<usize>, line: usize) -> String {
        draw(text, &range, line).replace(RED, "").replace(PLAIN, "")
    }

    #[test]
    fn carets_stand_under_the_range() {
        assert_eq!(plain("{\r\n\t\"日本\": xy}\r\n", 14..16, 2), "  |\n2 |  \"日本\": xy}\n  |          ^^");
        assert_eq!(plain("a\nb\x1bc", 4..4, 10), "   |\n10 | b?c\n   |   ^");
        assert_eq!(plain("", 0..0, 1), "  |\n1 | \n  | ^");
    }

    #[test]
    fn a_range_over_lines_is_marked_to_the_end_of_the_first() {
        assert_eq!(plain("[1,\n2]", 0..6, 1), "  |\n1 | [1,\n  | ^^^");
    }

    #[test]
    fn a_long_line_is_cut_on_both_sides() {
        let text = "é".repeat(1_000);
        let shown = plain(&text, 600..604, 1);
        assert_eq!(shown, format!("  |\n1 | …{}…\n  | {}^^", "é".repeat(80 + 2 + 44), " ".repeat(81)));
        assert_eq!(plain(&text, 0..400, 1), format!("  |\n1 | {}…\n  | {}", "é".repeat(70), "^".repeat(71)));
    }
}
