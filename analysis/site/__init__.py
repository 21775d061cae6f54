"""The site: records -> static pages, a page a chip and a page a table, that need no network.

Imports the wings before it, and Jinja2 for the templates in templates/. Start at `site`.
"""
