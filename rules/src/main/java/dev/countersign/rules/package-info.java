/**
 * What is permitted: rule files in CEL, and the verdict over one call.
 *
 * <p>A rule is a name, a verdict and an expression over a {@link dev.countersign.rules.FacetType
 * facet} of the request. A denial that matches wins; otherwise the first rule that matches, in the
 * order of files and lines; otherwise the call is denied. What cannot be evaluated makes the
 * outcome stricter and never laxer: that is decided in one place, {@link
 * dev.countersign.rules.Effect#matches}.
 *
 * <p>Three things keep an operator's mistake from becoming a permission. Expressions are checked
 * against the facet's types when a file is loaded, so that a misspelt field is an error with a
 * caret under it ({@link dev.countersign.rules.RuleLanguage}), and what they compare with against a
 * {@link dev.countersign.rules.Vocabulary}, so that none can match nothing. And where types are
 * only known at run time, comparing values of different types fails instead of being false ({@link
 * dev.countersign.rules.StrictEquality}).
 *
 * <p>A call meets only the rules that can match it: what an expression says of service, action,
 * account and access level is read off it when the file is loaded ({@link
 * dev.countersign.rules.Guard}), and rules are found by it ({@link
 * dev.countersign.rules.RuleIndex}). Explanations evaluate every rule, and so are what tests hold
 * the shortcut against.
 *
 * <p>Two things are done with calls that were recorded. {@link dev.countersign.rules.RuleDiff} asks
 * two sets about them, and knows what it cannot know ({@link dev.countersign.rules.Prospect}).
 * {@link dev.countersign.rules.Learning} proposes rules for them.
 *
 * <p>Nothing here knows HTTP, signatures or who the approvers are, reads a clock, or remembers one
 * call when it judges the next. Start reading at {@link dev.countersign.rules.RuleSet}, then {@link
 * dev.countersign.rules.RuleReader} for how files become rules; {@link
 * dev.countersign.rules.LiveRules} follows the files. {@code docs/rules.md} is for those who write
 * rules.
 */
@NullMarked
package dev.countersign.rules;

import org.jspecify.annotations.NullMarked;
