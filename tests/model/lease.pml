/* Lease, fencing, grace and lost replies of one job and two workers (common/queue/README.md), for spin.
 *
 * Searched through whole: every order of claims, beats, ends, crashes, zombies that wake, two outages of Redis of any
 * length, and a lost reply of every claim and complete. Shown:
 *   - the job is committed once at most, and the worker that did it learns of it, its reply lost or not;
 *   - a worker that lives on is never refused: no zombie takes the result from it;
 *   - a repeated claim gives the same lease: no lost reply leaves a job running for nobody;
 *   - no living worker is ever reaped, however long Redis was away;
 *   - a dead worker's job is queued again within a lease and a grace.
 * Without any one of the rules (-DNO_FENCING, -DNO_GRACE, -DNO_KEPT_END, -DNO_KEPT_CLAIM) one of these fails;
 * test_lease.py runs all five.
 *
 * Time is counted in units: a living worker beats and a tick comes once a unit while Redis is there. Taken for granted:
 * between two outages every living worker gets one beat through. A Redis that comes back for ticks only, again and
 * again, each time for less than a gap, does reap the living (their work is fenced off and done once more).
 */
#define WORKERS 2
#define LEASE 3
#define GRACE 3   /* one lease's time */
#define GAP 1     /* a longer pause between ticks is a gap */
#define TOKENS 4  /* so many attempts are looked at */

mtype = { queued, running, succeeded };

/* What Redis holds. */
mtype state = queued;
byte token = 0;
byte holder = 0;     /* token of the attempt that holds the lease; 0: none */
byte lease = 0;      /* units left */
byte grace = 0;
byte pause_ = 0;     /* units since the last tick */
byte ended = 0;      /* token whose end was kept */
byte kept[WORKERS];  /* token given to the worker's last request; 0: not asked, or told anew */
bool up = true;

/* What only the world knows. */
byte mine[WORKERS];    /* token that the worker believes to hold */
bool alive[WORKERS];   /* it beats */
bool has_beaten[WORKERS];
byte outages = 2;
byte commits = 0;
byte orphaned = 0;     /* units that a job has been running for a dead worker, Redis being there */

#define held_by(w) (holder != 0 && mine[w] == holder && alive[w])
#define everybody_beat ((!alive[0] || has_beaten[0]) && (!alive[1] || has_beaten[1]))
#define somebody_lives (held_by(0) || held_by(1))

inline claim_(w) {
  if
#ifndef NO_KEPT_CLAIM
  :: kept[w] != 0 -> got = kept[w]
#endif
  :: else ->
    if
    :: state == queued && token < TOKENS ->
      token++; holder = token; lease = LEASE; state = running; kept[w] = token; got = token
    :: else -> got = 0
    fi
  fi
}

inline complete_(t) {
  if
#ifndef NO_KEPT_END
  :: t == ended -> yes = true
#endif
#ifdef NO_FENCING
  :: state == running || state == queued ->
#else
  :: state == running && holder == t && t != ended ->
#endif
    state = succeeded; holder = 0; ended = t; commits++; effect = true; yes = true;
    assert(commits == 1)
  :: else -> yes = false
  fi
}

proctype Worker(byte w) {
  byte got = 0;
  bool yes = false, effect = false;
idle:
  atomic {
    up -> claim_(w);
    if
    :: got != 0 -> mine[w] = got; alive[w] = true; has_beaten[w] = true
    :: else -> skip
    fi
  }
  if  /* the reply is lost: the same request again, at once */
  :: atomic { got != 0 && up -> claim_(w); assert(got == mine[w]) }
  :: skip
  fi;
  atomic { kept[w] = 0; if :: got == 0 -> goto out :: else -> skip fi }
work:
  do
  :: atomic { up && alive[w] && !has_beaten[w] ->
       if
       :: state == running && holder == mine[w] -> lease = LEASE; has_beaten[w] = true
       :: else -> alive[w] = false; mine[w] = 0; goto idle  /* lost */
       fi }
  :: alive[w] -> alive[w] = false                          /* it dies, or is stopped and wakes as a zombie */
  :: atomic { !alive[w] -> mine[w] = 0; goto idle }         /* another process in its place */
  :: break                                                  /* it ends its attempt, a zombie too */
  od;
  effect = false;
  atomic { up -> complete_(mine[w]); assert(!alive[w] || yes) }
  if  /* the reply is lost */
  :: atomic { up -> complete_(mine[w]); assert(!effect || yes) }
  :: skip
  fi;
  atomic { alive[w] = false; mine[w] = 0; goto idle }
out:
  skip
}

proctype World() {
  byte w;
end:
  do
  :: atomic { up && outages > 0 && everybody_beat -> up = false; outages-- }
  :: atomic { !up -> up = true; orphaned = 0 }
  :: atomic {  /* a tick: any living worker calls it */
       up && pause_ > 0 ->
#ifndef NO_GRACE
       if :: pause_ > GAP -> grace = GRACE :: else -> skip fi;
#endif
       pause_ = 0;
       if
       :: state == running && lease == 0 && grace == 0 ->
         assert(!somebody_lives);
         state = queued; holder = 0; orphaned = 0
       :: else -> skip
       fi }
  :: atomic {  /* a unit passes: while Redis is there, not before everybody has done what he does each unit */
       state != succeeded && (!up || (pause_ == 0 && everybody_beat)) ->
       if :: lease > 0 -> lease-- :: else -> skip fi;
       if :: grace > 0 -> grace-- :: else -> skip fi;
       if :: pause_ < GAP + 2 -> pause_++ :: else -> skip fi;
       has_beaten[0] = false; has_beaten[1] = false;
       if
       :: up && state == running && !somebody_lives -> orphaned++
       :: else -> orphaned = 0
       fi;
       assert(orphaned <= LEASE + GRACE) }
  od
}

init {
  atomic { run Worker(0); run Worker(1); run World() }
}
