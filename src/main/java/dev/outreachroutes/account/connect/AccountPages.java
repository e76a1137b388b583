package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.AccountRegistrations;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.ManagedDestination;
import dev.outreachroutes.monitor.ManagedDestinations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.WebUtils;

/** Serves the pages of accounts: how each stands with Outreach, and what connects, disconnects, pauses and resumes it. */
@Controller
class AccountPages {

    private static final String MESSAGE = "message";

    private final Accounts accounts;
    private final Connections connections;
    private final ManagedDestinations destinations;
    private final ConnectFlow flow;
    private final OutreachProperties properties;
    private final AccountRegistrations registrations;
    private final OAuth2AuthorizationRequestResolver resolver;
    private final AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests;
    private final InstantSource clock;

    AccountPages(
            Accounts accounts,
            Connections connections,
            ManagedDestinations destinations,
            ConnectFlow flow,
            OutreachProperties properties,
            OAuth2AuthorizationRequestResolver resolver,
            AuthorizationRequestRepository<OAuth2AuthorizationRequest> requests,
            InstantSource clock) {
        this.accounts = accounts;
        this.connections = connections;
        this.destinations = destinations;
        this.flow = flow;
        this.properties = properties;
        this.registrations = connections.registrations();
        this.resolver = resolver;
        this.requests = requests;
        this.clock = clock;
    }

    @GetMapping("/")
    String all(Model model) {
        model.addAttribute("accounts", accounts.all().stream().map(this::view).toList());
        return "accounts";
    }

    @GetMapping("/accounts/{name}")
    String one(@PathVariable String name, HttpSession session, Model model, HttpServletResponse response) {
        model.addAttribute("account", view(account(name)));
        ConnectAttempt attempt = attempt(session, name);
        if (attempt instanceof ConnectAttempt.Waits waits) {
            model.addAttribute("waits", true);
            goOnAt(waits.until(), name, model, response);
        } else if (attempt instanceof ConnectAttempt.Held held) {
            model.addAttribute("held", true);
            goOnAt(held.until(), name, model, response);
        } else if (attempt instanceof ConnectAttempt.Asks asks && flow.isDue(asks.until())) {
            session.removeAttribute(ConnectAttempt.ATTRIBUTE);
        } else if (attempt instanceof ConnectAttempt.Asks asks) {
            model.addAttribute("asks", asks.authoriser() == null ? "" : AccountView.described(asks.authoriser()));
            model.addAttribute("askReason", asks.reason());
        } else if (attempt instanceof ConnectAttempt.Done) {
            model.addAttribute("done", true);
            session.removeAttribute(ConnectAttempt.ATTRIBUTE);
        } else if (attempt instanceof ConnectAttempt.Failed failed) {
            model.addAttribute("failed", failed.message());
            session.removeAttribute(ConnectAttempt.ATTRIBUTE);
        }
        return "account";
    }

    /** Lets the browser come back by itself, to where the attempt goes on. */
    private void goOnAt(Instant until, String account, Model model, HttpServletResponse response) {
        long seconds = Math.max(1, Duration.between(clock.instant(), until).toSeconds() + 1);
        model.addAttribute("seconds", seconds);
        response.setHeader("Refresh", seconds + "; url=" + account + "/continue");
    }

    /** Begins an attempt, in place of any other of this session. */
    @PostMapping("/accounts/{name}/connect")
    String connect(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model) {
        request.getSession()
                .setAttribute(ConnectAttempt.ATTRIBUTE, flow.begin(account(name).name()));
        return goOn(name, request, response, model);
    }

    /** Goes on with an attempt that had to wait. */
    @GetMapping("/accounts/{name}/continue")
    String goOn(@PathVariable String name, HttpServletRequest request, HttpServletResponse response, Model model) {
        HttpSession session = request.getSession();
        ConnectAttempt attempt = attempt(session, name);
        if (attempt instanceof ConnectAttempt.Waits waits && flow.isDue(waits.until())) {
            Optional<ConnectAttempt> overtaken = flow.overtaken(name, waits.grant());
            if (overtaken.isPresent()) {
                session.setAttribute(ConnectAttempt.ATTRIBUTE, overtaken.get());
                return page(name);
            }
            return toOutreach(account(name), waits.grant(), request, response, model);
        }
        // Two windows that go on at the same time would exchange the same code.
        synchronized (WebUtils.getSessionMutex(session)) {
            if (attempt(session, name) instanceof ConnectAttempt.Held held) {
                session.setAttribute(
                        ConnectAttempt.ATTRIBUTE,
                        flow.resume(held, request.getUserPrincipal().getName()));
            }
        }
        return page(name);
    }

    /**
     * Sends the browser to Outreach. By a page of its own and not by a redirect: browsers hold every hop of a redirect against the
     * form's policy, and where Outreach lets people sign in is not known here.
     */
    private String toOutreach(
            Account account, long grant, HttpServletRequest request, HttpServletResponse response, Model model) {
        String name = account.name();
        OAuth2AuthorizationRequest authorisation =
                registrations.findByRegistrationId(name) == null ? null : resolver.resolve(request, name);
        HttpSession session = request.getSession();
        if (authorisation == null) {
            return failed(session, account, "OUTREACH_CLIENT_ID is not set, so there is no application to connect.");
        }
        if (properties.leadsNowhere()) {
            return failed(
                    session,
                    account,
                    "OUTREACH_REDIRECT_URI (" + properties.redirectUri() + ") leads no browser back here. Register"
                            + " https://<this host>/oauth/callback with the application and set it.");
        }
        String address = addressOf(UrlUtils.buildFullRequestUrl(request));
        String comesBack = addressOf(authorisation.getRedirectUri());
        if (!address.equals(comesBack)) {
            return failed(
                    session,
                    account,
                    "You opened the console at " + address + ", but Outreach will send you back to " + comesBack
                            + " (OUTREACH_REDIRECT_URI), where this browser is not signed in. Open the console there, or, if you"
                            + " did, let the proxy in front of it send X-Forwarded-Proto, -Host and -Port, and name it in"
                            + " CONSOLE_TRUSTED_PROXIES.");
        }
        requests.saveAuthorizationRequest(authorisation, request, response);
        session.setAttribute(ConnectAttempt.ATTRIBUTE, new ConnectAttempt.AtOutreach(name, grant));
        model.addAttribute("account", name);
        model.addAttribute("outreach", addressOf(authorisation.getAuthorizationUri()));
        model.addAttribute("link", authorisation.getAuthorizationRequestUri());
        response.setHeader("Refresh", "0; url=" + authorisation.getAuthorizationRequestUri());
        return "connecting";
    }

    /** Yes, another user is meant. */
    @PostMapping("/accounts/{name}/accept")
    String accept(@PathVariable String name, HttpSession session, Principal person) {
        if (attempt(session, name) instanceof ConnectAttempt.Asks asks) {
            session.setAttribute(ConnectAttempt.ATTRIBUTE, flow.accept(asks, person.getName()));
        }
        return page(name);
    }

    /** No, that was the wrong user, or the wait is too long. */
    @PostMapping("/accounts/{name}/decline")
    String decline(@PathVariable String name, HttpSession session, RedirectAttributes next) {
        if (attempt(session, name) != null) {
            session.removeAttribute(ConnectAttempt.ATTRIBUTE);
            next.addFlashAttribute(MESSAGE, "Nothing has changed.");
        }
        return page(name);
    }

    @PostMapping("/accounts/{name}/disconnect")
    String disconnect(@PathVariable String name, HttpSession session, Principal person, RedirectAttributes next) {
        accounts.disconnect(account(name), person.getName());
        if (attempt(session, name) != null) {
            session.removeAttribute(ConnectAttempt.ATTRIBUTE);
        }
        next.addFlashAttribute(MESSAGE, "The tokens are forgotten, and the destinations of this account are paused.");
        return page(name);
    }

    @PostMapping("/accounts/{name}/pause")
    String pause(
            @PathVariable String name,
            @RequestParam String destination,
            @RequestParam(defaultValue = "") String reason,
            RedirectAttributes next) {
        return switched(name, destination, next, managed -> managed.pause(reason));
    }

    @PostMapping("/accounts/{name}/resume")
    String resume(@PathVariable String name, @RequestParam String destination, RedirectAttributes next) {
        return switched(name, destination, next, ManagedDestination::resume);
    }

    private String switched(
            String account, String name, RedirectAttributes next, Function<ManagedDestination, String> action) {
        ManagedDestination destination = destination(account, name);
        try {
            next.addFlashAttribute(MESSAGE, name + ": " + action.apply(destination));
        } catch (IllegalStateException e) {
            // It says itself that the database is away and nothing is changed.
            next.addFlashAttribute(MESSAGE, name + ": " + e.getMessage());
        }
        return page(account);
    }

    private String failed(HttpSession session, Account account, String message) {
        session.setAttribute(ConnectAttempt.ATTRIBUTE, new ConnectAttempt.Failed(account.name(), message));
        return page(account.name());
    }

    private static String page(String account) {
        return "redirect:/accounts/" + account;
    }

    private AccountView view(Account account) {
        ConnectionState state = connections.state(account.name());
        return new AccountView(state, accounts.sharingUser(state), destinations.of(account), clock.instant());
    }

    private Account account(String name) {
        return accounts.named(name).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private ManagedDestination destination(String account, String name) {
        List<ManagedDestination> all = destinations.of(account(account));
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    /** Null when there is none, or only one for another account. */
    private static ConnectAttempt attempt(HttpSession session, String account) {
        return session.getAttribute(ConnectAttempt.ATTRIBUTE) instanceof ConnectAttempt attempt
                        && attempt.account().equals(account)
                ? attempt
                : null;
    }

    /** Scheme, host and port. */
    static String addressOf(String url) {
        UriComponents parts = UriComponentsBuilder.fromUriString(url).build();
        return parts.getScheme() + "://" + parts.getHost() + (parts.getPort() < 0 ? "" : ":" + parts.getPort());
    }
}
