package dev.outreachroutes.console.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jsoup.Connection;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.FormElement;

/** Somebody with a browser: opens pages, fills forms in, keeps cookies, follows redirects and refreshes without a wait. */
public final class Person {

    private static final String NOW = "0; url=";

    private final Connection session = Jsoup.newSession()
            .ignoreHttpErrors(true)
            .ignoreContentType(true)
            .followRedirects(true)
            .timeout(60_000)
            .header("Accept", "text/html");
    private final String origin;
    private Connection.Response last;

    /** Not signed in. */
    public Person(String origin) {
        this.origin = origin;
    }

    public static Person signedIn(String origin, String user, String password) {
        Person person = new Person(origin);
        person.open("/login");
        person.fill("form[action=/login]", "username", user, "password", password);
        return person;
    }

    /** Opens a path of the console, or a whole address. */
    public Document open(String address) {
        return answered(session.newRequest(address.startsWith("http") ? address : origin + address));
    }

    /** Follows a link of the page that was opened last. */
    public Document follow(String link) {
        return open(page().expectFirst(link).absUrl("href"));
    }

    /** Fills a form of the page in that was opened last, and sends it. Fields in pairs of name and value. */
    public Document fill(String form, String... fields) {
        return answered(filled(form, fields));
    }

    /** The same, with a button that leads the form to another path. */
    public Document fillAndSendTo(String path, String form, String... fields) {
        return answered(filled(form, fields).url(origin + path));
    }

    /** The same, but stays where it is: the address to which the answer would lead. */
    public String wouldLeadTo(String form, String... fields) {
        try {
            return filled(form, fields).followRedirects(false).execute().header("Location");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Connection filled(String form, String... fields) {
        FormElement element = (FormElement) page().expectFirst(form);
        Connection request = element.submit();
        for (int i = 0; i < fields.length; i += 2) {
            Connection.KeyVal field = request.data(fields[i]);
            if (field == null) {
                request.data(fields[i], fields[i + 1]);
            } else {
                field.value(fields[i + 1]);
            }
        }
        return request;
    }

    public Document page() {
        try {
            return last.parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int status() {
        return last.statusCode();
    }

    /** Where the browser is, with what stands behind the question mark. */
    public String address() {
        return last.url().toString();
    }

    public String header(String name) {
        return last.header(name);
    }

    private Document answered(Connection request) {
        try {
            last = request.execute().readFully();
            String refresh = last.header("Refresh");
            return refresh != null && refresh.startsWith(NOW)
                    ? answered(session.newRequest(refresh.substring(NOW.length())))
                    : page();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
