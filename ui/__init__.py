"""The screens: they show and ask. All decisions about requests are the core's."""
