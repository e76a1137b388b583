package dev.outreachroutes;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Looks in logs for what no log may hold. A find is told by its place and kind only, so that its report may be read by anybody. */
public final class LogSearch {

    /** A kind of secret, and how it looks. */
    record Kind(String name, Pattern pattern) {

        private Kind(String name, String pattern) {
            this(name, Pattern.compile(pattern));
        }
    }

    /** What comes after a name and stands for no value: a mask, a place in a statement or a pattern, nothing. */
    private static final String NO_VALUE = "(?![<*?{$]|\\[(PROTECTED|hidden|null)]|null\\b|$)";

    static final List<Kind> KINDS = List.of(
            new Kind("access token (JSON web token)", "\\beyJ[\\w-]{8,}"),
            // Those of the sandbox are random behind such a beginning; the rest are words of the tests.
            new Kind("token, code, secret or password of the sandbox", "\\bsandbox-(refresh|code|secret|password)"),
            new Kind("token of the connection tests", "\\b(access|refresh)-(\\d+|new|x)\\b"),
            new Kind("secret of the connection tests", "s3cr3t|correct horse|:hidden@"),
            new Kind("32 bytes in base64, as keys are", "(?<![\\w+/=])[A-Za-z0-9+/]{43}=(?!=)"),
            new Kind("private key", "BEGIN [A-Z ]*PRIVATE KEY"),
            new Kind("password hash", "\\$2[abxy]\\$\\d\\d\\$[./A-Za-z0-9]{20}"),
            new Kind("Authorization: Bearer", "\\bBearer (?!realm=|<)\\S{6}"),
            new Kind(
                    "Authorization: Basic",
                    "\\bBasic (?!realm=|<)(?=\\S*[0-9A-Z=+/])[A-Za-z0-9+/]{8,}={0,2}(?![\\w-])"),
            new Kind(
                    "parameter with a secret",
                    "(?i)(refresh_token|access_token|id_token|client_secret|code_verifier|password|passwd|SharedAccessKey)"
                            + "[\"']?\\s?[=:]\\s?[\"']?" + NO_VALUE + "[^\\s\"'&,;)\\]}]"),
            new Kind("parameter of the way back from Outreach", "[?&](code|state)=" + NO_VALUE + "[^&\\s]"),
            new Kind("cookie", "(?i)\\b(JSESSIONID|SESSION|XSRF-TOKEN)=" + NO_VALUE + "[^\\s;]"),
            new Kind("session ID", "\\b[0-9A-F]{32}\\b"),
            new Kind("e-mail address", "[\\w.+-]+@[\\w-]+(\\.[\\w-]+)*\\.[a-zA-Z]{2,}\\b"),
            // Tests write this word where a profile event would have somebody's data.
            new Kind("data of a profile event", "(?<![_A-Z])(SECRET)+(?![_A-Z])"));

    private LogSearch() {}

    /** The finds, each as the place that is given with the line's number, and the kind. */
    public static List<String> search(String place, int firstLine, List<String> lines) {
        List<String> finds = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            for (Kind kind : KINDS) {
                if (kind.pattern().matcher(lines.get(i)).find()) {
                    finds.add(place + ":" + (firstLine + i) + ": " + kind.name());
                }
            }
        }
        return finds;
    }
}
