//! What was skipped, what is doubtful, and what is worth a note, each with its place.

use serde::Serialize;

use crate::error::grouped;
use crate::math::order;

/// How many issues are listed; the rest is counted.
pub const MOST_ISSUES: usize = 500;

/// What became of the place that an issue names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub enum Severity {
    /// The row or price was left out.
    Skipped,
    /// It was used and should be looked at.
    Doubtful,
    /// It was used; something about it is worth knowing.
    Note,
}

/// One place of a file with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column of the table, from 1; none where the whole line is meant.
    pub column: Option<usize>,
    /// What became of it.
    pub severity: Severity,
    /// A word for programs.
    pub code: String,
    /// One sentence for people, without the place.
    pub message: String,
}

/// Collects issues up to the limit.
#[derive(Debug, Default)]
pub struct Issues {
    file: String,
    listed: Vec<Issue>,
    omitted: usize,
    skipped: usize,
    doubtful: usize,
    first_skipped: Option<String>,
}

impl Issues {
    /// From here on issues are about this file.
    pub fn of_file(&mut self, file: &str) {
        file.clone_into(&mut self.file);
    }

    /// Adds one; the message is only written out while there is room.
    pub fn add(
        &mut self,
        (line, column): (usize, Option<usize>),
        severity: Severity,
        code: &str,
        message: impl FnOnce() -> String,
    ) {
        match severity {
            Severity::Skipped => self.skipped += 1,
            Severity::Doubtful => self.doubtful += 1,
            Severity::Note => {}
        }
        // Places that were left out go before notes when the list is full.
        if self.listed.len() >= MOST_ISSUES {
            let note = self.listed.iter().rposition(|issue| issue.severity == Severity::Note);
            self.omitted += 1;
            match note.filter(|_| severity == Severity::Skipped) {
                Some(at) => {
                    self.listed.remove(at);
                }
                None => return,
            }
        }
        let message = message();
        if severity == Severity::Skipped && self.first_skipped.is_none() {
            self.first_skipped = Some(format!("line {line}, {message}"));
        }
        let (file, code) = (self.file.clone(), code.to_owned());
        self.listed.push(Issue { file, line, column, severity, code, message });
    }

    /// The message of the first that was skipped.
    pub fn first_message(&self) -> Option<&str> {
        let skipped = self.listed.iter().find(|issue| issue.severity == Severity::Skipped);
        skipped.map(|issue| issue.message.as_str())
    }

    /// Adds those of another collection.
    pub fn take(&mut self, other: Self) {
        self.file = other.file;
        self.omitted += other.omitted;
        for issue in other.listed {
            let (place, severity) = ((issue.line, issue.column), issue.severity);
            self.add(place, severity, &issue.code, || issue.message);
        }
    }

    /// `3,801 rows read, 1 skipped: line 7, the price is empty`
    pub fn summary(&self, rows_read: usize) -> String {
        let rows = if rows_read == 1 { "row" } else { "rows" };
        let mut summary = format!("{} {rows} read", grouped(rows_read as u64));
        if self.skipped > 0 {
            summary += &format!(", {} skipped", grouped(self.skipped as u64));
        }
        if self.doubtful > 0 {
            summary += &format!(", {} doubtful", grouped(self.doubtful as u64));
        }
        if let (1, Some(first)) = (self.skipped, &self.first_skipped) {
            summary += &format!(": {}", first.trim_end_matches('.'));
        }
        summary
    }

    /// The list in the order of files and lines, and how many more there are.
    pub fn finish(mut self) -> (Vec<Issue>, usize) {
        let mut files: Vec<String> = Vec::new();
        for issue in &self.listed {
            if !files.contains(&issue.file) {
                files.push(issue.file.clone());
            }
        }
        let place =
            |issue: &Issue| (files.iter().position(|file| *file == issue.file), issue.line, issue.column);
        order::sort(&mut self.listed, &|a, b| place(a).cmp(&place(b)));
        (self.listed, self.omitted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_bounded_and_the_rest_counted() {
        let mut issues = Issues::default();
        issues.of_file("a.csv");
        for line in 0..10_000 {
            issues.add((line, None), Severity::Note, "note", || "a note".to_owned());
        }
        issues.add((7, Some(2)), Severity::Skipped, "emptyPrice", || "the price is empty".to_owned());
        assert_eq!(issues.summary(3801), "3,801 rows read, 1 skipped: line 7, the price is empty");
        let (listed, omitted) = issues.finish();
        assert_eq!((listed.len(), omitted), (500, 9_501));
        assert!(listed.iter().any(|issue| issue.severity == Severity::Skipped));
    }
}
