// Read while the driver is loaded: this module has to be imported before it. Its AWS SDK warns of the end of Node 20.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
