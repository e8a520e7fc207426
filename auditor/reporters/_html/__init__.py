"""The parts of the HTML report: typed markup, sections, drawings, and the one style and one script of the page."""
