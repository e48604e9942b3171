// What axe finds wrong with the page as it stands: rule, place and summary of each.
const [leftOut, done] = arguments;
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
// Colours are those at the end of every transition.
for (const animation of document.getAnimations()) if (animation.effect?.getComputedTiming().endTime !== Infinity) animation.finish();
const rules = Object.fromEntries(leftOut.map((rule) => [rule, { enabled: false }]));
axe.run(document, { runOnly: { type: "tag", values: tags }, rules, resultTypes: ["violations"] }).then(
  ({ violations }) =>
    done(
      violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`),
      ),
    ),
  (error) => done([`axe failed: ${error}`]),
);
