//! Texts whose case is ignored: by a form that a text and everything it stands for have in common.
//!
//! Which values a text stands for is the pattern's business, character by character and not symmetric. The form here only
//! gathers candidates: every value that a text stands for has the form of the text, but not every value of that form is one;
//! so each candidate is looked at.

use crate::matcher::index::affixes::Affixes;
use crate::pattern::fold;

#[derive(Debug, Clone)]
pub(crate) struct Folded {
    affixes: Affixes,
    /// The texts as written, and their keys.
    texts: Vec<(Box<str>, u32)>,
    part: Part,
}

/// Which part of a value a text has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    All,
    Start,
    End,
}

impl Folded {
    pub(crate) fn new(texts: Vec<(Box<str>, u32)>, part: Part) -> Self {
        let mut form = Vec::new();
        let forms = texts.iter().zip(0..).map(|((text, _), number)| {
            form.clear();
            fold_into(text, &mut form);
            if part == Part::End {
                form.reverse();
            }
            (form.clone(), number)
        });
        Self { affixes: Affixes::new(forms.collect()), texts, part }
    }

    /// Calls `fits` with the keys of the texts that stand for `value`, or its start or end. `form` is a buffer.
    pub(crate) fn fitting(&self, value: &str, form: &mut Vec<u8>, mut fits: impl FnMut(u32)) {
        form.clear();
        fold_into(value, form);
        if self.part == Part::End {
            form.reverse();
        }
        let mut candidate = |number: u32| {
            let fitting = self.texts.get(number as usize).filter(|(text, _)| match self.part {
                Part::All => fold::equals(value, text),
                Part::Start => fold::strip_prefix(value, text).is_some(),
                Part::End => fold::strip_suffix(value, text).is_some(),
            });
            if let Some((_, key)) = fitting {
                fits(*key);
            }
        };
        match self.part {
            Part::All => self.affixes.equal(form).iter().copied().for_each(candidate),
            Part::Start | Part::End => self.affixes.starting(form).for_each(&mut candidate),
        }
    }

    pub(crate) fn heap_size(&self) -> usize {
        let texts: usize = self.texts.iter().map(|(text, _)| text.len()).sum();
        self.affixes.heap_size() + texts + size_of::<(Box<str>, u32)>() * self.texts.capacity()
    }
}

/// Appends the form of `text`: each character by itself, so that forms of parts are parts of the form.
fn fold_into(text: &str, form: &mut Vec<u8>) {
    if text.is_ascii() {
        form.extend(text.bytes().map(|byte| byte.to_ascii_lowercase()));
        return;
    }
    let mut buffer = [0; 4];
    for c in text.chars().flat_map(folded) {
        form.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
    }
}

/// Twice up and down, which brings together everything that a character stands for (the tests look at all of them).
fn folded(c: char) -> impl Iterator<Item = char> {
    let once = |c: char| c.to_uppercase().flat_map(char::to_lowercase);
    once(c).flat_map(once)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_character_stands_for_has_its_form() {
        let form = |text: &str| {
            let mut form = Vec::new();
            fold_into(text, &mut form);
            form
        };
        for c in '\0'..=char::MAX {
            let own = form(&c.to_string());
            assert_eq!(form(&c.to_lowercase().to_string()), own, "{c}");
            assert_eq!(form(&c.to_uppercase().to_string()), own, "{c}");
            // As part of a longer text, ASCII or not.
            assert_eq!(form(&format!("{c}é")), [own.clone(), form("é")].concat(), "{c}");
        }
    }
}
