# Short names for dev.py, for those who have make.
.PHONY: demo test setup lock

demo test setup lock:
	python3 dev.py $@
