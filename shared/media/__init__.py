"""Files of an organization: uploads, media resources and their attachments."""
