package dev.outreachroutes.console;

import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.Cure;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterState;
import dev.outreachroutes.deadletter.KeptDeadLetter;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The pages of dead letters: which there are, what each says and what helps, and what replays and discards them. */
@Controller
class DeadLetterPages {

    private static final int PAGE = 50;
    private static final int COUNTED = 10_000;
    private static final String MESSAGE = "message";
    private static final String PROBLEM = "problem";

    private final DeadLetterSearch search;
    private final DeadLetterDecisions decisions;
    private final Audit audit;
    private final Destinations destinations;

    DeadLetterPages(DeadLetterSearch search, DeadLetterDecisions decisions, Audit audit, Destinations destinations) {
        this.search = search;
        this.decisions = decisions;
        this.audit = audit;
        this.destinations = destinations;
    }

    @GetMapping("/dead-letters")
    String all(
            DeadLetterQuery asked,
            @RequestParam(required = false) Long before,
            HttpServletRequest request,
            Model model) {
        DeadLetterQuery query = Role.seesProfileData(request) ? asked : asked.withoutProfileData();
        model.addAttribute("query", query);
        model.addAttribute("destinations", destinations.destinations());
        model.addAttribute("reasons", DeadLetter.REASONS);
        model.addAttribute("words", DeadLetterView.REASONS);
        model.addAttribute(
                "unknownDestination", destinations.destinations().stream().noneMatch(each -> each.name()
                        .equals(query.destination())));
        model.addAttribute("states", Arrays.asList(DeadLetterState.values()));
        model.addAttribute("counts", search.open());
        model.addAttribute("letters", List.of());
        model.addAttribute("newest", decisions.newest());
        try {
            DeadLetterFilter filter = query.filter();
            List<KeptDeadLetter> found = search.page(filter, before, PAGE + 1);
            List<KeptDeadLetter> shown = found.subList(0, Math.min(PAGE, found.size()));
            model.addAttribute("letters", shown.stream().map(this::line).toList());
            model.addAttribute(
                    "older",
                    found.size() > PAGE ? query.address(shown.get(PAGE - 1).id()) : null);
            model.addAttribute("newer", before == null ? null : query.address());
            long matching = search.count(filter, COUNTED);
            model.addAttribute("matching", matching < COUNTED ? Long.toString(matching) : "more than " + (COUNTED - 1));
        } catch (IllegalArgumentException e) {
            model.addAttribute(PROBLEM, e.getMessage());
        } catch (QueryTimeoutException e) {
            model.addAttribute(
                    PROBLEM, "That search takes too long. Narrow it: by a destination, a reason or a span of time.");
        }
        return "dead-letters";
    }

    private DeadLetterView line(KeptDeadLetter letter) {
        return new DeadLetterView(letter, List.of(), new byte[0]);
    }

    @GetMapping("/dead-letters/{id}")
    String one(@PathVariable long id, HttpServletRequest request, Model model) {
        KeptDeadLetter letter = search.one(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        byte[] head = Role.seesProfileData(request)
                ? search.payload(id, DeadLetterView.HEAD).orElse(new byte[0])
                : new byte[0];
        model.addAttribute("view", new DeadLetterView(letter, Cure.of(letter, configured(letter)), head));
        return "dead-letter";
    }

    private Optional<Destination> configured(KeptDeadLetter letter) {
        return destinations.destinations().stream()
                .filter(destination -> destination.name().equals(letter.destination()))
                .findFirst();
    }

    /** The event or change as it was, as a file: never to be shown by the browser. */
    @GetMapping("/dead-letters/{id}/payload")
    ResponseEntity<byte[]> payload(@PathVariable long id) {
        byte[] payload = search.payload(id, Integer.MAX_VALUE)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        return ResponseEntity.ok()
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.attachment()
                                .filename("dead-letter-" + id + ".json")
                                .build()
                                .toString())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(payload);
    }

    @PostMapping("/dead-letters/replay")
    String replay(Chosen chosen, DeadLetterQuery query, Principal person, RedirectAttributes next) {
        return decide(chosen, query, next, which -> {
            long count = decisions.replay(which, chosen.upTo(), person.getName());
            if (count == 0) {
                return "Nothing is changed: none is open any more, and not being replayed already, of a destination that is"
                        + " configured.";
            }
            return count == 1
                    ? "1 dead letter is being replayed. Reload the page to see what came of it."
                    : count + " dead letters are being replayed. They leave this list as that is done.";
        });
    }

    @PostMapping("/dead-letters/discard")
    String discard(
            Chosen chosen,
            @RequestParam(defaultValue = "") String note,
            DeadLetterQuery query,
            Principal person,
            RedirectAttributes next) {
        return decide(chosen, query, next, which -> {
            long count = decisions.discard(which, chosen.upTo(), note, person.getName());
            if (count == 0) {
                return "Nothing is changed: none is open any more.";
            }
            return count + (count == 1 ? " dead letter is discarded." : " dead letters are discarded.");
        });
    }

    private static String decide(
            Chosen chosen,
            DeadLetterQuery query,
            RedirectAttributes next,
            Function<DeadLetterFilter, String> decision) {
        try {
            if (chosen.id().isEmpty() && !chosen.all()) {
                next.addFlashAttribute(PROBLEM, "Nothing is changed: no dead letter was selected.");
            } else {
                DeadLetterFilter which = chosen.all() ? query.filter() : DeadLetterFilter.open(chosen.id());
                next.addFlashAttribute(MESSAGE, decision.apply(which));
            }
        } catch (IllegalArgumentException e) {
            next.addFlashAttribute(PROBLEM, "Nothing is changed. " + e.getMessage() + ".");
        } catch (QueryTimeoutException e) {
            next.addFlashAttribute(PROBLEM, "That takes too long. Narrow the search, and go on where it stopped.");
        }
        return "redirect:" + (chosen.onItsPage() ? "/dead-letters/" + chosen.upTo() : query.address());
    }

    @GetMapping("/audit")
    String audit(@RequestParam(required = false) Long before, Model model) {
        List<Audit.Kept> found = audit.page(before, PAGE + 1);
        List<Audit.Kept> shown = found.subList(0, Math.min(PAGE, found.size()));
        model.addAttribute("entries", shown.stream().map(AuditView::of).toList());
        model.addAttribute("older", found.size() > PAGE ? shown.get(PAGE - 1).id() : null);
        model.addAttribute("newer", before != null);
        return "audit";
    }

    /** An entry of the audit in the words of its page. */
    record AuditView(String at, Audit.Entry entry) {

        static AuditView of(Audit.Kept kept) {
            return new AuditView(DeadLetterView.time(kept.at()), kept.entry());
        }
    }

    /**
     * The letters that a form decides on. A field that the form has not is null.
     *
     * @param id the selected ones; empty when none is
     * @param all all that the query finds, in place of those selected
     * @param upTo none that came after this one; 0 in a form that no page of this version made, so that nothing is decided on
     * @param onItsPage whether the form stands on the page of the one letter that it is about
     */
    record Chosen(List<Long> id, Boolean all, Long upTo, Boolean onItsPage) {

        Chosen {
            id = id == null ? List.of() : List.copyOf(id);
            all = all != null && all;
            upTo = upTo == null ? 0 : upTo;
            onItsPage = onItsPage != null && onItsPage;
        }
    }
}
