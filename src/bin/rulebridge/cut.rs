//! The parts of a file that a message shows: the lines of the places it speaks of, and of a long line only what is near them.

use std::ops::Range;

use crate::lines::Lines;
use crate::place::Place;

/// A part of a file, and the places in it.
#[derive(Debug)]
pub(crate) struct Cut<'a> {
    /// Whole lines, without their ends, or a part of one.
    pub(crate) text: String,
    /// The number of its first line.
    pub(crate) line: usize,
    /// Where the first of the places stands in the file.
    pub(crate) place: Place,
    /// The places, as bytes of `text`.
    pub(crate) marks: Vec<Mark<'a>>,
}

/// A place, as bytes, and what is said of it.
#[derive(Debug, Clone)]
pub(crate) struct Mark<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) label: &'a str,
    /// The line it reaches to, if it is not marked to its end.
    pub(crate) until_line: Option<usize>,
}

/// Lines of more bytes are cut to so many.
const LONG: usize = 120;
/// Bytes shown before the marks of a line that is cut.
const BEFORE: usize = 40;
/// Bytes within which marks of a long line are shown together.
const MARKED: usize = 60;
/// Places of more lines are marked to the end of their first.
const MOST_LINES: usize = 6;
/// Places so many lines apart are not shown together.
const APART: usize = 60;

/// Shows all places, those in one part that are near each other. The first is in the first part.
pub(crate) fn cut<'a>(text: &str, lines: &Lines<'_>, marks: impl IntoIterator<Item = Mark<'a>>) -> Vec<Cut<'a>> {
    let mut groups: Vec<Vec<Mark<'a>>> = Vec::new();
    for mark in marks {
        let mark = shorten(text, lines, mark);
        match groups.iter_mut().find(|group| is_near(lines, group, &mark)) {
            Some(group) => group.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups.into_iter().map(|group| show(text, lines, group)).collect()
}

/// The mark on characters of the text, and on its first line if it has many or long lines.
fn shorten<'a>(text: &str, lines: &Lines<'_>, mark: Mark<'a>) -> Mark<'a> {
    let start = boundary_before(text, mark.range.start);
    let end = boundary_before(text, mark.range.end).max(start);
    let (first, last) = (lines.line_of(start), last_line(lines, &(start..end)));
    let is_many = last - first >= MOST_LINES || (first..=last).any(|line| lines.range(line).len() > LONG);
    if last == first || !is_many {
        return Mark { range: start..end, ..mark };
    }
    Mark { range: start..lines.range(first).end.max(start), until_line: Some(last + 1), ..mark }
}

fn last_line(lines: &Lines<'_>, range: &Range<usize>) -> usize {
    lines.line_of(range.end.saturating_sub(1).max(range.start))
}

fn is_near(lines: &Lines<'_>, group: &[Mark<'_>], mark: &Mark<'_>) -> bool {
    let all = around(group.iter().chain([mark]));
    let (first, last) = (lines.line_of(all.start), last_line(lines, &all));
    let is_long = |mark: &Mark<'_>| lines.range(lines.line_of(mark.range.start)).len() > LONG;
    match first == last {
        true => !is_long(mark) || all.len() <= MARKED,
        false => last - first <= APART && !group.iter().chain([mark]).any(is_long),
    }
}

fn around<'m, 'a: 'm>(marks: impl Iterator<Item = &'m Mark<'a>>) -> Range<usize> {
    let ranges = marks.map(|mark| mark.range.clone());
    ranges.reduce(|one, other| one.start.min(other.start)..one.end.max(other.end)).unwrap_or_default()
}

fn show<'a>(text: &str, lines: &Lines<'_>, mut marks: Vec<Mark<'a>>) -> Cut<'a> {
    let all = around(marks.iter());
    let (first, last) = (lines.line_of(all.start), last_line(lines, &all));
    let place = lines.place(marks.first().map_or(0, |mark| mark.range.start));
    let mut shown = String::new();
    // Where each line starts in the file and in what is shown, ellipses left out, and where it ends in the file.
    let mut kept: Vec<(Range<usize>, usize)> = Vec::new();
    for line in first..=last {
        let whole = lines.range(line);
        let range = if whole.len() <= LONG {
            whole.clone()
        } else if first == last {
            let start = boundary_before(text, all.start.saturating_sub(BEFORE).max(whole.start));
            start..boundary_before(text, (start + LONG).min(whole.end))
        } else {
            whole.start..boundary_before(text, whole.start + LONG)
        };
        if line > first {
            shown.push('\n');
        }
        if range.start > whole.start {
            shown.push('…');
        }
        kept.push((range.clone(), shown.len()));
        // Other control characters are replaced when it is rendered; these would still reach the terminal.
        let part = text.get(range.clone()).unwrap_or_default();
        shown.extend(part.chars().map(|c| if matches!(c, '\u{80}'..='\u{9f}') { '\u{a0}' } else { c }));
        if range.end < whole.end {
            shown.push('…');
        }
    }
    let offset = |at: usize| {
        let line = kept.iter().rfind(|(range, _)| range.start <= at).or(kept.first());
        line.map_or(0, |(range, start)| start + at.clamp(range.start, range.end) - range.start)
    };
    for mark in &mut marks {
        mark.range = offset(mark.range.start)..offset(mark.range.end);
    }
    Cut { text: shown, line: first + 1, place, marks }
}

/// The last boundary between characters that is not after `offset`.
fn boundary_before(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&offset| text.is_char_boundary(offset)).unwrap_or(0)
}

#[cfg(test)]
#[allow(clippy::string_slice, clippy::single_range_in_vec_init, reason = "a test may panic; one mark is a list")]
mod tests {
    use super::*;

    fn cuts(text: &str, ranges: &[Range<usize>]) -> Vec<(String, usize, String, Vec<String>)> {
        let lines = Lines::new(text);
        let marks = ranges.iter().map(|range| Mark { range: range.clone(), label: "", until_line: None });
        let cuts = cut(text, &lines, marks).into_iter().map(|cut| {
            let marked = cut.marks.iter().map(|mark| cut.text[mark.range.clone()].to_owned()).collect();
            (cut.text, cut.line, cut.place.to_string(), marked)
        });
        cuts.collect()
    }

    #[test]
    fn near_places_are_shown_together() {
        let text = "a\r\nbcd\nef\ng";
        assert_eq!(cuts(text, &[7..9, 3..4]), [("bcd\nef".into(), 2, "3:1".into(), vec!["ef".into(), "b".into()])]);
        assert_eq!(cuts(text, &[11..11]), [("g".into(), 4, "4:2".into(), vec![String::new()])]);
        assert_eq!(cuts("", &[0..0, 7..9]).len(), 1);
        let far = format!("x{}y", "\n".repeat(61));
        assert_eq!(cuts(&far, &[62..63, 0..1]).iter().map(|cut| cut.1).collect::<Vec<_>>(), [62, 1]);
    }

    #[test]
    fn a_long_line_is_cut_around_its_places() {
        let text = "é".repeat(500_000);
        let all = cuts(&text, &[600..604, 610..612, 0..2, 1_000..9_000, 1_000_000..1_000_000]);
        let marked: Vec<_> = all.iter().map(|cut| cut.3.concat()).collect();
        assert_eq!(marked, ["ééé", "é", &"é".repeat(40), ""]);
        for (shown, _, place, _) in all {
            assert!(shown.len() <= LONG + 6, "{place}: {shown}");
        }
        assert_eq!(cuts(&text, &[600..604])[0].2, "1:301");
    }

    #[test]
    fn a_place_of_many_lines_is_marked_on_the_first() {
        let text = "{\n".repeat(9);
        let lines = Lines::new(&text);
        let all = cut(&text, &lines, [Mark { range: 2..18, label: "", until_line: None }]);
        assert_eq!((all[0].marks[0].until_line, all[0].text.as_str()), (Some(9), "{"));
        let few = cuts(&text, &[2..6]);
        assert_eq!(few[0].3, ["{\n{"]);
    }
}
