// Read by the driver while it is loaded: this module has to be imported before it.
// Otherwise loading it asks the metadata services of three clouds for this host's identity, and each login waits for
// their answers, up to 200 ms.
// oxlint-disable-next-line node/no-process-env -- the driver has no other switch
process.env['SNOWFLAKE_DISABLE_PLATFORM_DETECTION'] = 'true';
// The driver would report the shape of the account's name and of this program's path.
// oxlint-disable-next-line node/no-process-env -- the driver has no other switch
process.env['SF_TELEMETRY_DISABLE_CONNECTION_SHAPE'] = 'true';
// Its AWS SDK warns on stderr that Node 20 comes to its end; which Node runs is not for a log line to say each time.
// oxlint-disable-next-line node/no-process-env -- the SDK has no other switch
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
