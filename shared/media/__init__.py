"""Files of an organization: uploads on their way in, media resources, what they are attached to."""
