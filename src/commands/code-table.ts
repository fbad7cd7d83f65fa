/** A short code of the original, its alias, and the command that both stand for. */
export interface Code {
  code: string;
  alias: string;
  purpose: string;
  /** The words after `ka`; what is typed after the code follows them. */
  runs: string;
}

const table = (text: string): Code[] =>
  text
    .trim()
    .split('\n')
    .map((line) => {
      const [code, alias, runs, purpose] = line.split('|').map((cell) => cell.trim()) as [
        string,
        string,
        string,
        string,
      ];
      return { code, alias, runs, purpose };
    });

/** All codes, in the order of the original's table. The table in the wiki is generated from this. */
export const CODES: readonly Code[] = table(`
K1 | db-check | record verify --init | make the folders and check every record
K2 | schema-status | record kinds | show the kinds and their versions
K3 | db-backup | record export --bundle | bundle all records, with their hashes
K6 | db-manifest | record export --manifest | print what there is, with its hashes
W1 | task-start | record add task | start a task
W2 | task-update | record update | update a task: status, summary, text
W3 | plan-create | record add plan | write a plan
W4 | plan-revise | record update | revise a plan
W5 | subagent-packet-create | record add subagent-packet | hand work to a subagent, as a request
W6 | subagent-packet-ingest | record add subagent-packet --type ingest | take in what a subagent answered
W7 | diagnostic-packet-create | record add diagnostic-packet | ask for a diagnosis
W8 | diagnostic-result-ingest | record add diagnostic-packet --type ingest | take in what a diagnosis found
G1 | gotcha-add | record add gotcha | note something that went wrong
G2 | gotcha-list | record list gotcha | list gotchas
G3 | gotcha-query | record query gotcha | search gotchas
G4 | gotcha-inspect | record show | show a gotcha
L1 | learning-add | record add learning | note a lesson
L2 | promote-gotcha-learning | record promote | make a learning of a gotcha
L3 | promote-learning-learned | record promote | make a learning learned, if its evidence holds
L4 | learning-list | record list learning | list learnings
L5 | learning-query | record query learning | search learnings
L6 | learning-inspect | record show | show a learning
L7 | learned-list | record list learned | list learned lessons
L8 | learned-query | record query learned | search learned lessons
L9 | learned-inspect | record show | show a learned lesson
Q1 | proof-add | record add proof | record what shows that something was done
Q2 | verification-add | record add verification | record a verdict
Q3 | eval-case-add | record add eval-case | add a case that can be run
Q4 | eval-run-add | record add eval-run | run a case, or record a run
Q5 | anti-pattern-add | record add anti-pattern | describe a pattern to avoid
Q6 | anti-pattern-query | record query anti-pattern | search patterns to avoid
Q7 | quality-inspect | record show | show a proof, a verdict, an eval
Q8 | output-validate | record validate | check a payload against its kind, writing nothing
S1 | source-add | record add source | lock a source: where it is, which version, its hash
S2 | source-query | record query source | search sources
S3 | source-inspect | record show | show a source
S4 | source-export | record export source | write sources.lock.json
I1 | irl-create | record add review | open a review of predictions against reality
I2 | irl-prediction-add | record add forecast | predict, with a probability and a due date
I3 | irl-correction-add | record add correction | note how the user corrected it
I4 | irl-outcome-add | record add outcome | note what came out
I5 | irl-report | report irl | how well the predictions were calibrated
A1 | artifact-add | record add artifact | note a file and its hash
A2 | artifact-hash | record hash | print a file's hash
A3 | artifact-inspect | record show | show an artifact
A4 | artifact-list | record list artifact | list artifacts
A5 | artifact-verify | record verify | check an artifact's file against its hash
X1 | policy-add | record add policy | add a private rule, which is never committed
X2 | policy-list | record list policy | list private rules
X3 | policy-query | record query policy | search private rules
X4 | policy-inspect | record show | show a private rule
X5 | policy-session-context | record context | the rules that hold for this session
E1 | evidence-ingest-file | record ingest | take a file in as evidence
E3 | evidence-chunk | record chunk | cut a document into chunks anew
E4 | evidence-query | record query evidence | search the evidence, best first
E5 | evidence-inspect | record show | show a document or one of its chunks
T1 | trace-add | record add trace | note an event of a run
T2 | score-add | record add score | note a score and who gave it
T3 | trace-report | report trace | the events of a task or a trace, with their sums
O1 | lab-assemble | report lab-cases | the cases and lessons to improve on
O2 | lab-propose | record add proposal | propose an improvement, tied to a metric
O3 | lab-report | report lab | proposals ranked, a metric at a time
R1 | task-report | report tasks | a report of tasks
R2 | ledger-report | report ledger | a report of changes
R3 | learning-report | report lessons | a report of lessons
R4 | proof-report | report proofs | a report of verdicts and proofs
R5 | eval-report | report evals | a report of cases and runs
R6 | source-report | report sources | a report of sources
R7 | anti-pattern-report | report anti-patterns | a report of patterns to avoid
R8 | weekly-report | report weekly | what happened in a week
R9 | monthly-report | report monthly | what happened in a month
R10 | yearly-report | report yearly | what happened in a year
R11 | topic-report | report topic | everything on a topic
M1 | migration-scan | migrate scan | find lesson files
M2 | migration-dry-run | migrate plan | what taking them in would write, with its hash
M3 | migration-apply | migrate apply | take them in, as that plan says
M4 | migration-verify | migrate verify | compare them with their records
M5 | migration-report | migrate report | write down how far it is
Y1 | comfy-run | comfy run | run a ComfyUI workflow and record it
Y2 | comfy-inspect | comfy inspect | show a run
Y3 | comfy-list | comfy list | list runs
Y4 | comfy-replay | comfy replay | run a recorded workflow again
Y5 | comfy-doctor | comfy doctor | see whether ComfyUI answers
B1 | model-doctor | model doctor | see which models answer
B2 | model-run | model run | ask the text model
B3 | reembed | model embed | fill in missing embeddings
`);

/** The code or alias of that name, in any case; null if there is none. */
export const findCode = (name: string): Code | null =>
  CODES.find(({ code, alias }) => code.toLowerCase() === name.toLowerCase() || alias === name.toLowerCase()) ?? null;
