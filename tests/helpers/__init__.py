"""What tests share: projects to render, and the command to render them with."""
