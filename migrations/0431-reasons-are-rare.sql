-- Many a row of figures has no reasons: then no function is called at all.
ALTER TABLE observations DROP CONSTRAINT observations_figure_or_reason,
  ADD CONSTRAINT observations_figure_or_reason CHECK (reasons IS NULL OR figure_or_reason(figures, reasons));
